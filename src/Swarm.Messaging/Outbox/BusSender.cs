using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Outbox;

/// <summary>Sends what sagas sent, published, answered or scheduled by MassTransit's own means: the stored bytes, under their own message id.</summary>
internal sealed class BusSender(IEnvelopeSender sender, TimeProvider time)
{
    /// <summary>Commits side by side; within one the order in which the saga sent.</summary>
    public Task SendAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<Task>? sends = null;
        foreach (var commit in commits)
        {
            var messages = commit.Emissions.OfType<Emission.ToBus>().Select(e => e.Message).ToList();
            if (messages.Count > 0)
                (sends ??= []).Add(SendAsync(messages, cancellation));
        }

        return sends is null ? Task.CompletedTask : Task.WhenAll(sends);
    }

    public async Task SendAsync(IReadOnlyList<BusMessage> messages, CancellationToken cancellation)
    {
        foreach (var message in messages)
        {
            var left = message.ExpiresAt - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                continue;
            await sender.SendAsync(message, left, cancellation).ConfigureAwait(false);
        }
    }
}
