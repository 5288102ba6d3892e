import { z } from 'zod'

const laboratory = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .meta({ title: 'Short name', description: 'Small letters, digits and hyphens. Stays once orders were sent.' }),
  name: z.string().min(1).meta({ title: 'Name', description: 'As it stands on orders and requisitions.' }),
  host: z.string().min(1).meta({ title: 'Address', description: 'Host name or IP address of its HL7 listener.' }),
  port: z.number().int().min(1).max(65535).meta({ title: 'Port', description: 'Port of its HL7 listener (MLLP).' }),
  application: z
    .string()
    .default('LAB')
    .meta({ title: 'Its application', description: 'Receiving application of our messages (MSH-5).' }),
  facility: z
    .string()
    .default('')
    .meta({ title: 'Its facility', description: 'Receiving facility of our messages (MSH-6).' }),
})
export type Laboratory = z.infer<typeof laboratory>

/** What a clinic sets: becomes the form of the admin page. */
export const settings = z.object({
  port: z.number().int().min(0).max(65535).optional().meta({
    title: 'Port for results',
    description: 'HL7 v2 messages are taken here (MLLP). Empty: none are taken.',
  }),
  host: z.string().default('127.0.0.1').meta({
    title: 'Address for results',
    description: 'Network address of this server on which the port is open; 127.0.0.1 is this machine only.',
  }),
  tlsCertificate: z.string().optional().meta({
    title: 'TLS certificate',
    description: 'PEM. With it the port speaks TLS only.',
    format: 'textarea',
  }),
  tlsKey: z.string().optional().meta({
    title: 'TLS key',
    description: 'PEM; the private key of the certificate.',
    format: 'textarea',
  }),
  tlsClientCa: z.string().optional().meta({
    title: 'Certificate authority of senders',
    description: 'PEM. With it each sender needs a certificate that it has signed.',
    format: 'textarea',
  }),
  allowedAddresses: z.array(z.string()).default(['127.0.0.1', '::1']).meta({
    title: 'Addresses that may connect',
    description: 'IP addresses of laboratories and interface engines.',
  }),
  allowedSenders: z.array(z.string()).default([]).meta({
    title: 'Senders that are heard',
    description: 'APPLICATION|FACILITY of MSH-3 and MSH-4. Empty: all that may connect.',
  }),
  maxMegabytes: z.number().int().min(1).max(25).default(25).meta({
    title: 'Largest message',
    description: 'In megabytes. Larger ones are refused.',
  }),
  laboratories: z.array(laboratory).default([]).meta({
    title: 'Laboratories',
    description: 'Where orders are sent to. Without one, orders are printed.',
  }),
  application: z.string().default('TESSERA').meta({
    title: 'Our application',
    description: 'Sending application of our messages (MSH-3).',
  }),
  facility: z.string().default('').meta({
    title: 'Our facility',
    description: 'Sending facility of our messages (MSH-4). Empty: the name of the clinic.',
  }),
})
export type LabSettings = z.infer<typeof settings>
