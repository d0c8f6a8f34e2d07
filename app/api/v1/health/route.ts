import { healthEndpoint } from '@/server/rest/health'

export const dynamic = 'force-dynamic'
export const GET = healthEndpoint
