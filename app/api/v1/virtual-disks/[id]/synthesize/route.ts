import { endpoints } from '@/server/rest/endpoints'

export const { GET, POST, PATCH, DELETE } = endpoints('/virtual-disks/{id}/synthesize')
