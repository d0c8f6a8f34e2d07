export { Account as default } from '@/components/settings/account'
