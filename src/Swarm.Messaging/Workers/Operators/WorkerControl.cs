using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Control;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workers.Operators;

/// <summary>
/// Brings a command to the host that has the pool, and its answer back: <c>manage_workers</c> {hostId, requestId, from, by, command} and
/// <c>manage_workers_result</c> {hostId, requestId, done or refused}, both signed as every control message.
/// </summary>
internal sealed class WorkerControl(IChannels channels, ControlMessages control, WorkerOrders orders, HostIdentity host, TimeProvider time)
    : IHostedService, IAsyncDisposable
{
    public const string Channel = "swarm-messaging:worker-pool:control";

    private const string Order = "manage_workers";
    private const string Result = "manage_workers_result";

    /// <summary>The deed itself takes no time; the other host has to hear of it and to be heard.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<object>> asked = new(StringComparer.Ordinal);
    private IAsyncDisposable? subscription;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        subscription = await channels.SubscribeAsync(Channel, HearAsync, cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref subscription, null) is { } open)
            await open.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>What the other host answers, or <see cref="CommandRejected"/> when it cannot be asked or does not answer.</returns>
    public async Task<object> AskAsync(ManageWorkers command, string by, CancellationToken cancellation)
    {
        if (!control.CanSign)
            return Rejected("no_key", ControlMessages.NoKey);
        var request = Guid.NewGuid().ToString("N");
        var answer = asked[request] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var message = control.Sign(new { type = Order, hostId = command.HostId, requestId = request, from = host.HostId, by, command });
            await channels.PublishAsync(Channel, message, cancellation).ConfigureAwait(false);
            return await answer.Task.WaitAsync(Patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Rejected("not_found", $"No host '{command.HostId}' answered within {Patience.TotalSeconds:0} s: it is gone, or has another control key.");
        }
        finally
        {
            asked.TryRemove(request, out _);
        }
    }

    private async Task HearAsync(ReadOnlyMemory<byte> body)
    {
        if (ParsedBody.Of(body) is not { Malformed: null, Message: var message } || Text(message, "requestId") is not { } request)
            return;
        var (type, isHere) = (Text(message, "type"), Text(message, "hostId") == host.HostId);
        if (type == Result && asked.TryGetValue(request, out var answer) && await IsSignedAsync(message).ConfigureAwait(false))
            answer.TrySetResult(AnswerIn(message));
        else if (type == Order && isHere && await IsSignedAsync(message).ConfigureAwait(false))
            await ObeyAsync(message, request).ConfigureAwait(false);
    }

    private async Task ObeyAsync(JsonElement message, string request)
    {
        var found = new List<Violation>();
        var answer = PayloadRules.TryGet(message, "command", out var json) && json.ValueKind == JsonValueKind.Object
            && WorkerOrders.Read(json, found) is var command && found.Count == 0
            ? orders.Carry(command, $"{PayloadRules.Cut(Text(message, "by") ?? "somebody")} by {PayloadRules.Cut(Text(message, "from") ?? "another host")}")
            : CommandRules.Reject(nameof(ManageWorkers), null, found.Count > 0 ? found : [new("command", json.ValueKind == JsonValueKind.Undefined ? null : PayloadRules.Show(json), "An object.")]);
        await channels.PublishAsync(
            Channel,
            control.Sign(new { type = Result, hostId = host.HostId, requestId = request, done = answer as WorkersManaged, refused = answer as CommandRejected }),
            CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> IsSignedAsync(JsonElement message) =>
        await control.JudgeAsync(message, Channel, CancellationToken.None).ConfigureAwait(false) is ControlVerdict.Accepted;

    private static object AnswerIn(JsonElement message) =>
        PayloadRules.TryGet(message, "done", out var done) ? done.Deserialize<WorkersManaged>(WireJson.Options)!
        : PayloadRules.TryGet(message, "refused", out var refused) ? refused.Deserialize<CommandRejected>(WireJson.Options)!
        : Rejected("malformed", "The host answered with neither a result nor a refusal.");

    private static CommandRejected Rejected(string code, string message) => new() { Command = nameof(ManageWorkers), Code = code, Message = message };

    private static string? Text(JsonElement message, string field) =>
        PayloadRules.TryGet(message, field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
