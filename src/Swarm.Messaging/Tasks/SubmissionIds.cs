using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Which id a submission gets, so that the same idempotency key always finds the same task.</summary>
internal sealed class SubmissionIds(ISagaStore store, TaskDefinition definition, IOptions<TaskOptions> options)
{
    /// <summary>Derived from client and key when there is no id: the same pair is the same task without any look-up.</summary>
    public static string Derive(string client, string idempotencyKey) =>
        "k-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{client}\n{idempotencyKey}")))[..40];

    /// <summary>With an id and a key, the key is bound to the id; an earlier binding wins.</summary>
    public async Task<TaskOrder> BindAsync(TaskOrder order, CancellationToken cancellation)
    {
        if (order.IdempotencyKey is not { } key || order.TaskId == Derive(order.Client, key))
            return order;
        var bound = await store.BindKeyAsync(definition.Type, order.Client, key, order.TaskId, options.Value.Retention, cancellation).ConfigureAwait(false);
        return bound == order.TaskId ? order : order with { TaskId = bound };
    }
}
