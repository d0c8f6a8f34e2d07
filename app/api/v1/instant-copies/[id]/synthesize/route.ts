import { endpoints } from '@/server/rest/endpoints'

export const { GET, POST, PATCH, DELETE } = endpoints('/instant-copies/{id}/synthesize')
