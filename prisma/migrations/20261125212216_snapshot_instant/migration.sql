-- AlterTable
ALTER TABLE "Snapshot" ADD COLUMN "instantId" TEXT;

-- CreateIndex
CREATE INDEX "Snapshot_instantId_idx" ON "Snapshot"("instantId");
