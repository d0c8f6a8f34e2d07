-- CreateTable
CREATE TABLE "ArrayIdentity" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "wwidPrefix" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Pool" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "driver" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "statusDetail" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "VirtualDisk" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "wwid" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "poolId" TEXT NOT NULL,
    "capacityBytes" BIGINT NOT NULL,
    "readOnly" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "statusDetail" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "VirtualDisk_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "Pool" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Snapshot" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sourceId" TEXT NOT NULL,
    "repositoryId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "failureCode" TEXT,
    "warningThresholdPercent" INTEGER NOT NULL,
    "fullPolicy" TEXT NOT NULL,
    "imageAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Snapshot_id_fkey" FOREIGN KEY ("id") REFERENCES "VirtualDisk" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Snapshot_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Snapshot_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Copy" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sourceId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "movingTo" TEXT,
    "run" INTEGER NOT NULL DEFAULT 1,
    "queuedAt" DATETIME NOT NULL,
    "targetReadOnly" BOOLEAN NOT NULL DEFAULT false,
    "snapshotId" TEXT,
    "startedAt" DATETIME,
    "completedAt" DATETIME,
    "copiedBytes" BIGINT NOT NULL DEFAULT 0,
    "totalBytes" BIGINT NOT NULL,
    "failureCode" TEXT,
    "failureDetail" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Copy_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Copy_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Copy_snapshotId_fkey" FOREIGN KEY ("snapshotId") REFERENCES "Snapshot" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "HostGroup" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Host" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "os" TEXT NOT NULL,
    "hostGroupId" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Host_hostGroupId_fkey" FOREIGN KEY ("hostGroupId") REFERENCES "HostGroup" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "HostPort" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hostId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "chapUser" TEXT,
    "chapSecret" TEXT,
    "pskHex" TEXT,
    CONSTRAINT "HostPort_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Mapping" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "virtualDiskId" TEXT NOT NULL,
    "hostId" TEXT,
    "hostGroupId" TEXT,
    "lun" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Mapping_virtualDiskId_fkey" FOREIGN KEY ("virtualDiskId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Mapping_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Mapping_hostGroupId_fkey" FOREIGN KEY ("hostGroupId") REFERENCES "HostGroup" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Event" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "severity" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "noun" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "subjectName" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "origin" TEXT,
    "data" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Intent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "IdempotentAnswer" (
    "actorId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("actorId", "key")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "token" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" DATETIME,
    "refreshTokenExpiresAt" DATETIME,
    "scope" TEXT,
    "password" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME
);

-- CreateTable
CREATE TABLE "SigningSecret" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Pool_nameKey_key" ON "Pool"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "Pool_path_key" ON "Pool"("path");

-- CreateIndex
CREATE INDEX "Pool_createdAt_idx" ON "Pool"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "VirtualDisk_nameKey_key" ON "VirtualDisk"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "VirtualDisk_wwid_key" ON "VirtualDisk"("wwid");

-- CreateIndex
CREATE INDEX "VirtualDisk_poolId_idx" ON "VirtualDisk"("poolId");

-- CreateIndex
CREATE INDEX "VirtualDisk_createdAt_idx" ON "VirtualDisk"("createdAt");

-- CreateIndex
CREATE INDEX "VirtualDisk_capacityBytes_idx" ON "VirtualDisk"("capacityBytes");

-- CreateIndex
CREATE INDEX "VirtualDisk_kind_idx" ON "VirtualDisk"("kind");

-- CreateIndex
CREATE INDEX "VirtualDisk_status_idx" ON "VirtualDisk"("status");

-- CreateIndex
CREATE UNIQUE INDEX "Snapshot_repositoryId_key" ON "Snapshot"("repositoryId");

-- CreateIndex
CREATE INDEX "Snapshot_sourceId_idx" ON "Snapshot"("sourceId");

-- CreateIndex
CREATE INDEX "Snapshot_status_idx" ON "Snapshot"("status");

-- CreateIndex
CREATE INDEX "Snapshot_createdAt_idx" ON "Snapshot"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Copy_targetId_key" ON "Copy"("targetId");

-- CreateIndex
CREATE UNIQUE INDEX "Copy_snapshotId_key" ON "Copy"("snapshotId");

-- CreateIndex
CREATE INDEX "Copy_sourceId_idx" ON "Copy"("sourceId");

-- CreateIndex
CREATE INDEX "Copy_status_queuedAt_idx" ON "Copy"("status", "queuedAt");

-- CreateIndex
CREATE INDEX "Copy_createdAt_idx" ON "Copy"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "HostGroup_nameKey_key" ON "HostGroup"("nameKey");

-- CreateIndex
CREATE INDEX "HostGroup_createdAt_idx" ON "HostGroup"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Host_nameKey_key" ON "Host"("nameKey");

-- CreateIndex
CREATE INDEX "Host_hostGroupId_idx" ON "Host"("hostGroupId");

-- CreateIndex
CREATE INDEX "Host_createdAt_idx" ON "Host"("createdAt");

-- CreateIndex
CREATE INDEX "HostPort_hostId_idx" ON "HostPort"("hostId");

-- CreateIndex
CREATE UNIQUE INDEX "HostPort_type_identifier_key" ON "HostPort"("type", "identifier");

-- CreateIndex
CREATE UNIQUE INDEX "Mapping_virtualDiskId_key" ON "Mapping"("virtualDiskId");

-- CreateIndex
CREATE INDEX "Mapping_createdAt_idx" ON "Mapping"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Mapping_hostId_lun_key" ON "Mapping"("hostId", "lun");

-- CreateIndex
CREATE UNIQUE INDEX "Mapping_hostGroupId_lun_key" ON "Mapping"("hostGroupId", "lun");

-- CreateIndex
CREATE INDEX "Event_severity_sequence_idx" ON "Event"("severity", "sequence");

-- CreateIndex
CREATE INDEX "Event_subjectId_sequence_idx" ON "Event"("subjectId", "sequence");

-- CreateIndex
CREATE INDEX "Event_noun_sequence_idx" ON "Event"("noun", "sequence");

-- CreateIndex
CREATE INDEX "Event_type_sequence_idx" ON "Event"("type", "sequence");

-- CreateIndex
CREATE INDEX "Event_at_idx" ON "Event"("at");

-- CreateIndex
CREATE INDEX "IdempotentAnswer_createdAt_idx" ON "IdempotentAnswer"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_providerId_accountId_key" ON "Account"("providerId", "accountId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_hash_key" ON "ApiToken"("hash");
