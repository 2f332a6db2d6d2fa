using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Which id a submission gets, so that the same idempotency key always finds the same task.</summary>
internal sealed class SubmissionIds(ISagaStore store, TaskDefinition definition, IOptions<TaskOptions> options)
{
    /// <summary>For a key without an id: derived from client and key, until the key is bound to another.</summary>
    public static string Derive(string client, string idempotencyKey) =>
        "k-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{client}\n{idempotencyKey}")))[..40];

    /// <summary>The key is bound to the id, given or derived, so that both ways of asking find the same task; an earlier binding wins.</summary>
    public async Task<TaskOrder> BindAsync(TaskOrder order, CancellationToken cancellation)
    {
        if (order.IdempotencyKey is not { } key)
            return order;
        var bound = await store.BindKeyAsync(definition.Type, order.Client, key, order.TaskId, options.Value.Retention, cancellation).ConfigureAwait(false);
        return bound == order.TaskId ? order : order with { TaskId = bound };
    }
}
