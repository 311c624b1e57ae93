/* SPDX-License-Identifier: MIT */
/* test_rules_restart.c - every verdict of the requirement that no restart is pending. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "nothing", "restart.none-pending", VERDICT_MET, "nothing waits",
        { ROWS("restart.pending", "[]") } },
    { "two wait", "restart.none-pending", VERDICT_UNMET, "cbs-reboot-pending, computer-rename",
        { ROWS("restart.pending", "[{\"name\":\"cbs-reboot-pending\",\"evidence\":\"a\"},"
                                  "{\"name\":\"computer-rename\",\"evidence\":\"b\"}]") } },
    { "a row without a name counts", "restart.none-pending", VERDICT_UNMET, "(unnamed)",
        { ROWS("restart.pending", "[{\"evidence\":\"a\"}]") } },
    { "denied", "restart.none-pending", VERDICT_UNKNOWN, "access denied",
        { DENIED("restart.pending") } },
    { "a sealed guest must not restart", "restart.none-pending", VERDICT_NOT_APPLICABLE,
        "the guest is sealed: a restart would use the image up",
        { ROWS("restart.pending", "[{\"name\":\"setup-in-progress\",\"evidence\":\"a\"}]"),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
};

START_TEST(pending_restart_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_restart", pending_restart_is_judged, (int)COUNT_OF(rows));
}
