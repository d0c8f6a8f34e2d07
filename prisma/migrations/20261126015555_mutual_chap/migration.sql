-- AlterTable
ALTER TABLE "HostPort" ADD COLUMN "mutualChapSecret" TEXT;
ALTER TABLE "HostPort" ADD COLUMN "mutualChapUser" TEXT;
