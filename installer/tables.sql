# What product.wxs says where wixl has no words for it; one query a line, @VERSION@ filled in.

# PATH: at the end (=), taken out at removal (-), the machine's (*).
CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL LOCALIZABLE, `Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL PRIMARY KEY `Environment`)
INSERT INTO `Environment` (`Environment`, `Name`, `Value`, `Component_`) VALUES ('Path', '=-*PATH', '[~];[INSTALLFOLDER]', 'Program')

# IncludeMaximum (512) and IncludeMinimum (256): the same version, built anew, is an upgrade.
DELETE FROM `Upgrade` WHERE `ActionProperty`='OLDER_IS_THERE'
INSERT INTO `Upgrade` (`UpgradeCode`, `VersionMin`, `VersionMax`, `Attributes`, `ActionProperty`) VALUES ('{7C2B6A1E-2E0A-4C53-9B7B-0D5E3F6A9C41}', '0.0.0', '@VERSION@', 768, 'OLDER_IS_THERE')

# A program with a version resource is compared by it: without these rows a repair would keep a
# damaged one, since any version beats none.
UPDATE `File` SET `Version`='@VERSION@.0', `Language`='1033' WHERE `File`='goldprep.exe'
DELETE FROM `MsiFileHash` WHERE `File_`='goldprep.exe'

# Secure="yes" of BUILD and BUILD_BEFORE: passed on when it is a person without elevation who starts msiexec.
UPDATE `Property` SET `Value`='OLDER_IS_THERE;NEWER_IS_THERE;BUILD;BUILD_BEFORE' WHERE `Property`='SecureCustomProperties'
