using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasm.Recovery.Instances;

/// <summary>
/// Commands to instances, wherever they are: those of this host are called, those of others are told by the control channel and answer
/// on it. Every command is on the channel, for whoever listens; commands and answers of other hosts count only when they are signed.
/// </summary>
internal sealed partial class InstanceCommands(
    RecoveryChannels channels, IEnumerable<IInstanceControl> controls, IEnumerable<IControlSignature> signatures, HostIdentity host, ILogger<InstanceCommands> log)
    : IHostedService, IAsyncDisposable
{
    /// <summary>The answer to a command: action, instanceId, requestId, hostId, ok, reason.</summary>
    public const string ResultType = "instance_control_result";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<string?>> asked = new(StringComparer.Ordinal);
    private readonly IInstanceControl? local = controls.FirstOrDefault();
    private readonly IControlSignature? signature = signatures.FirstOrDefault();
    private IAsyncDisposable? listening;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        listening = await channels.ListenAsync(RecoveryChannels.InstanceControl, "action", OnMessageAsync, cancellationToken).ConfigureAwait(false);

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref listening, null) is { } subscription)
            await subscription.DisposeAsync().ConfigureAwait(false);
    }

    public bool IsLocal(string instanceId) => local?.Has(instanceId) == true;

    /// <summary>Ends when it is done; the caller sets the time limit.</summary>
    /// <returns>Null when done, else what kept it, as a sentence.</returns>
    public async Task<string?> SendAsync(string instanceId, string action, string reason, CancellationToken cancellation)
    {
        var request = Guid.NewGuid().ToString("N");
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = IsLocal(instanceId);
        // Nobody would answer.
        if (!mine && local?.Had(instanceId) == true)
            return $"The instance {instanceId} was this host's and is gone: it was replaced or given up.";
        if (!mine)
            asked[request] = answer;
        try
        {
            var signed = await SayAsync(
                action, new { type = action, action, instanceId, requestId = request, hostId = host.HostId, reason }, cancellation).ConfigureAwait(false);
            if (!mine && !signed)
                return $"The instance {instanceId} is not on this host, and without a control key (Control:Key) no other host would obey.";
            if (mine)
                return await local!.ControlAsync(instanceId, action, reason, cancellation).ConfigureAwait(false);
            return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!mine)
        {
            return $"No host answered for the instance {instanceId}: it is gone, or its host is away.";
        }
        finally
        {
            asked.TryRemove(request, out _);
        }
    }

    /// <returns>True when it went out signed; else it is for listeners only.</returns>
    private async Task<bool> SayAsync(string type, object message, CancellationToken cancellation)
    {
        if (signature?.Sign(message) is { } signed)
        {
            await channels.SendAsync(RecoveryChannels.InstanceControl, signed, cancellation).ConfigureAwait(false);
            return true;
        }

        await channels.SendAsync(RecoveryChannels.InstanceControl, type, message, cancellation).ConfigureAwait(false);
        return false;
    }

    private async Task OnMessageAsync(JsonElement message)
    {
        var (type, action, instance, request) = (
            RecoveryChannels.Text(message, "type"), RecoveryChannels.Text(message, "action")!, RecoveryChannels.Text(message, "instanceId"), RecoveryChannels.Text(message, "requestId"));
        if (type == ResultType)
        {
            if (request is not null && asked.TryGetValue(request, out var answer) && await IsSignedAsync(message).ConfigureAwait(false))
                answer.TrySetResult(IsOk(message) ? null : RecoveryChannels.Text(message, "reason") ?? "It failed without a reason.");
            return;
        }

        if (instance is null)
        {
            channels.Refuse(
                RecoveryChannels.InstanceControl, "instanceId", message.TryGetProperty("instanceId", out var given) ? PayloadRules.Show(given) : null,
                $"A text, required: the instance that is to {PayloadRules.Cut(action)}.");
            return;
        }

        if (!IsLocal(instance) || RecoveryChannels.Text(message, "hostId") == host.HostId
            || !await IsSignedAsync(message).ConfigureAwait(false))
            return;
        var failure = await ActAsync(instance, action, RecoveryChannels.Text(message, "reason") ?? "a control message asked for it").ConfigureAwait(false);
        await SayAsync(
            ResultType, new { type = ResultType, action, instanceId = instance, requestId = request, hostId = host.HostId, ok = failure is null, reason = failure },
            CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> IsSignedAsync(JsonElement message)
    {
        if (signature is not null)
            return await signature.AcceptAsync(JsonSerializer.SerializeToUtf8Bytes(message), RecoveryChannels.InstanceControl, CancellationToken.None).ConfigureAwait(false) is not null;
        Unsigned(PayloadRules.Cut(RecoveryChannels.Text(message, "action")!), PayloadRules.Cut(RecoveryChannels.Text(message, "instanceId") ?? "that none is named of"));
        return false;
    }

    private async Task<string?> ActAsync(string instance, string action, string reason)
    {
        // What is not told to the pool by its own host is limited to what does no harm to other tasks' truth.
        if (action is not (InstanceActions.Restart or InstanceActions.ClearMemory or InstanceActions.Reconnect or InstanceActions.Probe))
            return $"'{action}' is no control message; known: restart, clear_memory, reconnect, probe.";
        try
        {
            var failure = await local!.ControlAsync(instance, action, reason, CancellationToken.None).ConfigureAwait(false);
            Acted(action, instance, reason, failure ?? "done");
            return failure;
        }
        catch (Exception e)
        {
            ActFailed(action, instance, e);
            return e.Message;
        }
    }

    private static bool IsOk(JsonElement message) => message.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The control message {Action} for the instance {InstanceId} was refused and changed nothing: this host has no key to judge it with")]
    private partial void Unsigned(string action, string instanceId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Control message {Action} for the instance {InstanceId} ({Reason}): {Result}")]
    private partial void Acted(string action, string instanceId, string reason, string result);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Control message {Action} for the instance {InstanceId} failed")]
    private partial void ActFailed(string action, string instanceId, Exception exception);
}
