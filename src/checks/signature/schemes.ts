import type { Scheme } from './scheme.ts';
import type { SchemeName } from './scheme-names.ts';
import { adyen } from './schemes/adyen.ts';
import { adyenPlatform } from './schemes/adyen-platform.ts';
import { awsSns } from './schemes/aws-sns.ts';
import { coinbaseCommerce } from './schemes/coinbase-commerce.ts';
import { convoy } from './schemes/convoy.ts';
import { discord } from './schemes/discord.ts';
import { elevenlabs } from './schemes/elevenlabs.ts';
import { github } from './schemes/github.ts';
import { githubSha1 } from './schemes/github-sha1.ts';
import { gocardless } from './schemes/gocardless.ts';
import { grafana } from './schemes/grafana.ts';
import { hubspotV1 } from './schemes/hubspot-v1.ts';
import { hubspotV2 } from './schemes/hubspot-v2.ts';
import { hubspotV3 } from './schemes/hubspot-v3.ts';
import { line } from './schemes/line.ts';
import { mailgun } from './schemes/mailgun.ts';
import { paddle } from './schemes/paddle.ts';
import { pagerduty } from './schemes/pagerduty.ts';
import { paypal } from './schemes/paypal.ts';
import { paystack } from './schemes/paystack.ts';
import { paystackV1 } from './schemes/paystack-v1.ts';
import { razorpay } from './schemes/razorpay.ts';
import { rfc9421 } from './schemes/rfc9421.ts';
import { scalr } from './schemes/scalr.ts';
import { sendgrid } from './schemes/sendgrid.ts';
import { shopify } from './schemes/shopify.ts';
import { slack } from './schemes/slack.ts';
import { square } from './schemes/square.ts';
import { standardWebhooks } from './schemes/standard-webhooks.ts';
import { standardWebhooksV1a } from './schemes/standard-webhooks-v1a.ts';
import { stripe } from './schemes/stripe.ts';
import { svix } from './schemes/svix.ts';
import { twilio } from './schemes/twilio.ts';
import { vercel } from './schemes/vercel.ts';
import { webflow } from './schemes/webflow.ts';
import { workos } from './schemes/workos.ts';
import { zoom } from './schemes/zoom.ts';

/** The schemes known by name, in the order in which `auto` tries them. A new one is its file, a line here and in `scheme-names.ts`, and its vectors. */
export const schemes: { readonly [name in SchemeName]: Scheme } = {
  svix,
  'standard-webhooks': standardWebhooks,
  'standard-webhooks-v1a': standardWebhooksV1a,
  stripe,
  github,
  'github-sha1': githubSha1,
  slack,
  shopify,
  twilio,
  sendgrid,
  square,
  adyen,
  'adyen-platform': adyenPlatform,
  paypal,
  'aws-sns': awsSns,
  mailgun,
  pagerduty,
  paddle,
  razorpay,
  gocardless,
  'hubspot-v3': hubspotV3,
  'hubspot-v2': hubspotV2,
  'hubspot-v1': hubspotV1,
  line,
  zoom,
  discord,
  workos,
  paystack,
  'paystack-v1': paystackV1,
  webflow,
  vercel,
  'coinbase-commerce': coinbaseCommerce,
  elevenlabs,
  convoy,
  grafana,
  scalr,
  rfc9421,
};
