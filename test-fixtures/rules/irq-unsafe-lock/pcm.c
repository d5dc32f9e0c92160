/* Stream operations run under the stream's lock, taken with interrupts off, unless the card says `nonatomic`. */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct snd_pcm_substream;
struct snd_pcm_ops {
	int (*prepare)(struct snd_pcm_substream *substream);
	int (*trigger)(struct snd_pcm_substream *substream, int cmd);
};

struct card {
	spinlock_t lock;
	int running;
};

struct card *card_of(struct snd_pcm_substream *substream);

static irqreturn_t card_interrupt(int irq, void *data)
{
	struct card *card = data;

	spin_lock(&card->lock);
	card->running = 0;
	spin_unlock(&card->lock);
	return IRQ_HANDLED;
}

static int card_trigger_ok(struct snd_pcm_substream *substream, int cmd)
{
	struct card *card = card_of(substream);

	spin_lock(&card->lock);
	card->running = cmd;
	spin_unlock(&card->lock);
	return 0;
}

static int card_prepare_bad(struct snd_pcm_substream *substream)
{
	struct card *card = card_of(substream);

	spin_lock(&card->lock); // expect[smp]: irq-unsafe-lock "card_interrupt()"
	card->running = 0;
	spin_unlock(&card->lock);
	return 0;
}

static const struct snd_pcm_ops card_ops = {
	.prepare = card_prepare_bad,
	.trigger = card_trigger_ok,
};

int card_probe(struct card *card, int irq)
{
	return request_irq(irq, card_interrupt, 0, "card", card);
}
