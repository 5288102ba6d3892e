import { z } from 'zod'

const laboratory = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .describe('Short name without spaces'),
  name: z.string().min(1).describe('Name'),
  host: z.string().min(1).describe('Address of its HL7 listener'),
  port: z.number().int().min(1).max(65535).describe('Port of its HL7 listener'),
  application: z.string().default('LAB').describe('Application (MSH-5)'),
  facility: z.string().default('').describe('Facility (MSH-6)'),
})
export type Laboratory = z.infer<typeof laboratory>

/** What a clinic sets: becomes the form of the admin page. */
export const settings = z.object({
  port: z.number().int().min(0).max(65535).optional().describe('Port on which results are taken (MLLP); empty: none'),
  host: z.string().default('127.0.0.1').describe('Address on which results are taken'),
  tlsCertificate: z.string().optional().describe('TLS certificate (PEM); with it the port speaks TLS only'),
  tlsKey: z.string().optional().describe('Its key (PEM)'),
  tlsClientCa: z
    .string()
    .optional()
    .describe('Certificate authority of senders (PEM); with it each sender needs a certificate'),
  allowedAddresses: z.array(z.string()).default(['127.0.0.1', '::1']).describe('Addresses that may connect'),
  allowedSenders: z
    .array(z.string())
    .default([])
    .describe('Senders that are heard, APPLICATION|FACILITY; empty: all that may connect'),
  maxMegabytes: z.number().int().min(1).max(25).default(25).describe('Largest message in MB'),
  laboratories: z.array(laboratory).default([]).describe('Laboratories that orders are sent to'),
  application: z.string().default('TESSERA').describe('Our application (MSH-3)'),
  facility: z.string().default('').describe('Our facility (MSH-4); empty: name of the clinic'),
})
export type LabSettings = z.infer<typeof settings>
