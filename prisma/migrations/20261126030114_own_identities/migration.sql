-- AlterTable
ALTER TABLE "VirtualDisk" ADD COLUMN "ownIdentities" BOOLEAN NOT NULL DEFAULT false;
