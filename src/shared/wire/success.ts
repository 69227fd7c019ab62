/** The replies that say nothing but that it worked. */
import Type from 'typebox';

export const Success = Type.Object({ success: Type.Literal('OK') }, { additionalProperties: false });

/** No body at all. */
export const Empty = Type.Void();
