/*
 * Stream operations run under the stream's lock, taken with interrupts off; and in interrupts, which tell of periods that
 * have elapsed.
 */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct snd_pcm_substream;
struct snd_pcm_ops {
	int (*open)(struct snd_pcm_substream *substream);
	int (*prepare)(struct snd_pcm_substream *substream);
	int (*trigger)(struct snd_pcm_substream *substream, int cmd);
};

struct card {
	spinlock_t lock;
	spinlock_t mixer_lock;
	spinlock_t setup_lock;
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
	spin_lock(&card->mixer_lock);
	spin_unlock(&card->mixer_lock);
	return 0;
}

static int card_prepare_bad(struct snd_pcm_substream *substream)
{
	struct card *card = card_of(substream);

	spin_lock(&card->lock); // expect[smp]: irq-unsafe-lock "card_interrupt()"
	card->running = 0;
	spin_unlock(&card->lock);
	spin_lock(&card->setup_lock);
	spin_unlock(&card->setup_lock);
	return 0;
}

static int card_open_bad(struct snd_pcm_substream *substream)
{
	struct card *card = card_of(substream);

	spin_lock(&card->mixer_lock); // expect[smp]: irq-unsafe-lock "card_trigger_ok(), a sound stream operation that interrupts call,"
	spin_unlock(&card->mixer_lock);
	return 0;
}

static const struct snd_pcm_ops card_ops = {
	.open = card_open_bad,
	.prepare = card_prepare_bad,
	.trigger = card_trigger_ok,
};

int card_probe(struct card *card, int irq)
{
	return request_irq(irq, card_interrupt, 0, "card", card);
}
