using System.Security.Cryptography;
using System.Text;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Which id a submission gets, so that the same idempotency key always finds the same task.</summary>
internal sealed class SubmissionIds(ISagaStore store, TaskDefinition definition)
{
    /// <summary>For a key without an id: derived from client and key, until the key is bound to another.</summary>
    public static string Derive(string client, string idempotencyKey) =>
        "k-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{client}\n{idempotencyKey}")))[..40];

    /// <summary>The key is bound to the id, given or derived, so that both ways of asking find the same task; an earlier binding wins. It lasts as long as the task does:
    /// one may wait for days, and its dead letter be kept for weeks.</summary>
    public async Task<TaskOrder> BindAsync(TaskOrder order, CancellationToken cancellation)
    {
        if (order.IdempotencyKey is not { } key)
            return order;
        var bound = await store.BindKeyForLifeAsync(definition.Type, order.Client, key, order.TaskId, cancellation).ConfigureAwait(false);
        return bound == order.TaskId ? order : order with { TaskId = bound };
    }
}
