using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Outbox;

/// <summary>
/// Attempts, and leases taken back, go to their target, as one message, cut at 1,000 items or 256 KB: into its hands when it is one of this process, which needs
/// no broker, else to its queue.
/// </summary>
internal sealed class TargetSender(
    IEnvelopeSender sender, NearTargets near, ISagaStore store, TargetRoutes routes, IEnumerable<IDispatchFilter> filters, ReportSender reports)
{
    private const int MaxItems = 1_000;
    private const int MaxBytes = 256 * 1024;

    /// <summary>What is for targets of this process.</summary>
    /// <returns>The targets that have got theirs.</returns>
    public async Task<IReadOnlySet<string>> HandOverAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        var got = new HashSet<string>(StringComparer.Ordinal);
        var left = new HashSet<string>(StringComparer.Ordinal);
        await CarryAsync(commits, near.Has, (_, message) =>
        {
            // One that has left meanwhile: its queue takes the whole.
            (near.TryAccept(message) ? got : left).Add(message.TargetId);
            return Task.CompletedTask;
        }, cancellation).ConfigureAwait(false);
        got.ExceptWith(left);
        return got;
    }

    /// <summary>What is for all the others.</summary>
    public Task SendAsync(IReadOnlyList<CommittedOutbox> commits, IReadOnlySet<string> handedOver, CancellationToken cancellation) => CarryAsync(
        commits,
        target => !handedOver.Contains(target),
        (route, message) => sender.SendAsync(route.Exchange, route.RoutingKey, message, cancellation),
        cancellation);

    private async Task CarryAsync(
        IReadOnlyList<CommittedOutbox> commits, Predicate<string> isFor, Func<(Uri Exchange, string? RoutingKey), ExecuteTasks, Task> send, CancellationToken cancellation)
    {
        var carriers = new Dictionary<(string Address, string TargetId), Carrier>();
        foreach (var commit in commits)
        {
            foreach (var emission in commit.Emissions)
            {
                switch (emission)
                {
                    case Emission.ToTarget to when isFor(to.TargetId):
                        var (isRead, payload) = commit.Payload is { } own ? (true, own) : await ReadAsync(commit, to, cancellation).ConfigureAwait(false);
                        if (isRead && payload is not { } body)
                            await For(to.Address, to.TargetId).AddAsync(to.Task, null).ConfigureAwait(false);
                        else if (isRead && await FilterAsync(to.Task, payload!.Value, cancellation).ConfigureAwait(false) is { } wanted)
                            await For(to.Address, to.TargetId).AddAsync(to.Task, wanted).ConfigureAwait(false);
                        break;
                    case Emission.RevokeAtTarget revoke when isFor(revoke.TargetId):
                        For(revoke.Address, revoke.TargetId).Revoke(revoke.Token);
                        break;
                }
            }
        }

        await Task.WhenAll(carriers.Values.Select(c => c.FlushAsync())).ConfigureAwait(false);

        Carrier For(string address, string targetId)
        {
            if (!carriers.TryGetValue((address, targetId), out var carrier))
                carriers.Add((address, targetId), carrier = new Carrier(targetId, message => send(routes.To(address), message)));
            return carrier;
        }
    }

    /// <summary>Nobody can execute what cannot be read, and nobody else would say so.</summary>
    private async Task<(bool IsRead, ReadOnlyMemory<byte>? Payload)> ReadAsync(CommittedOutbox commit, Emission.ToTarget to, CancellationToken cancellation)
    {
        try
        {
            return (true, await store.ReadPayloadAsync(commit.Id.Key, cancellation).ConfigureAwait(false));
        }
        catch (SagaDamagedException e)
        {
            reports.Send(to.TargetId, Unreadable(to.Task, e));
            return (false, null);
        }
    }

    private static TaskReport Unreadable(ExecuteTask task, SagaDamagedException e) => new()
    {
        TaskId = task.TaskId,
        LeaseToken = task.LeaseToken,
        Attempt = task.Attempt,
        Kind = ReportKinds.Failed,
        Error = new TaskError(SagaDamagedException.Code, e.Message, null, Retryable: false),
    };

    private async ValueTask<ReadOnlyMemory<byte>?> FilterAsync(ExecuteTask task, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        foreach (var filter in filters)
        {
            if (await filter.FilterAsync(task, payload, cancellation).ConfigureAwait(false) is not { } wanted)
                return null;
            payload = wanted;
        }

        return payload;
    }

    private sealed class Carrier(string targetId, Func<ExecuteTasks, Task> send)
    {
        private List<ExecuteTask> tasks = [];
        private List<string> revoked = [];
        private int bytes;

        public async Task AddAsync(ExecuteTask task, ReadOnlyMemory<byte>? payload)
        {
            var size = payload?.Length ?? 0;
            if (tasks.Count > 0 && (tasks.Count >= MaxItems || bytes + size > MaxBytes))
                await FlushAsync().ConfigureAwait(false);
            tasks.Add(payload is { } body ? task with { Payload = InBatch(JsonElement.Parse(body.Span), task.BatchId) } : task);
            bytes += size;
        }

        /// <summary>The stored payload stays what was submitted.</summary>
        private static JsonElement InBatch(JsonElement payload, string? batchId)
        {
            if (batchId is null || payload.ValueKind != JsonValueKind.Object)
                return payload;
            var fields = JsonFieldMap.Of(payload);
            fields["batchId"] = JsonSerializer.SerializeToElement(batchId);
            return JsonSerializer.SerializeToElement(fields);
        }

        public void Revoke(string token) => revoked.Add(token);

        public Task FlushAsync()
        {
            if (tasks.Count == 0 && revoked.Count == 0)
                return Task.CompletedTask;
            var message = new ExecuteTasks { TargetId = targetId, Tasks = tasks, Revoked = revoked };
            (tasks, revoked, bytes) = ([], [], 0);
            return send(message);
        }
    }
}
