import * as z from 'zod';
import { LIMITS } from '../limits.ts';

/** Names travel in headers, logs and metrics, so they are plain ASCII. */
const ROUTE_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@+-]*$/;
const INSTANCE_NAME = /^[a-z0-9][a-z0-9._-]*$/;

/** The name before the slash in `name/model`. */
export const instanceName = z
  .string()
  .max(64)
  .regex(
    INSTANCE_NAME,
    'is not a usable name: lower-case letters, digits, dots, dashes, underscores',
  );

/** A name clients ask for as a model. */
export const routeName = z
  .string()
  .max(LIMITS.modelNameLengthMax)
  .regex(
    ROUTE_NAME,
    'is not a usable name: letters, digits and . _ : @ + - (a slash belongs to deployments)',
  );

/** A text that must say something. */
export const text = z.string().min(1).max(LIMITS.configTextLengthMax);
