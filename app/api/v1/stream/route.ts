import { stream } from '@/server/rest/stream'

export const dynamic = 'force-dynamic'
export const GET = stream
