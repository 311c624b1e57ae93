C:\build\agent.cmd
