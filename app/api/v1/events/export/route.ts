import { exportEvents } from '@/server/rest/export'

export const dynamic = 'force-dynamic'
export const GET = exportEvents
