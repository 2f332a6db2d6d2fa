using System.Text.Json;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Outbox;

/// <summary>Tells the end of a task to callers that asked for it, with the result.</summary>
internal sealed class CallerNotifier(ReplyChannel replies, ISagaStore store)
{
    public async Task NotifyAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                if (emission is not Emission.ToCaller to)
                    continue;
                var result = commit.Result ?? await store.ReadResultAsync(commit.Id.Key, cancellation).ConfigureAwait(false);
                var ended = result is { } body ? to.Ended with { Result = JsonElement.Parse(body.Span) } : to.Ended;
                await replies.SendAsync(to.ReplyTo, ended, cancellation).ConfigureAwait(false);
            }
        }
    }
}
