using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm;

/// <summary>What operators do to pools: scaling and restarting, here or on another host.</summary>
internal sealed partial class PoolCommands(
    InstancePool pool, InstanceCommands instances, IChannels channels, IEnumerable<IControlSignature> signatures, HostIdentity host, TimeProvider time,
    ILogger<PoolCommands> log)
{
    /// <summary>One restart takes less than 2 s; another host has to hear of it first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IControlSignature? signature = signatures.SingleOrDefault();

    public string HostId => host.HostId;

    /// <param name="who">For the log; null when the caller writes it.</param>
    /// <returns><see cref="PoolScaled"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> ScaleAsync(ScalePool command, string? who, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        if (command.Size is null == (command.Min is null && command.Max is null))
            found.Add(new("size", command.Size?.ToString(CultureInfo.InvariantCulture), "Either size, or min, max or both."));
        foreach (var (name, value) in new[] { ("size", command.Size), ("min", command.Min), ("max", command.Max) })
        {
            if (value is < 1 or > WasmPoolOptions.MostInstances)
                found.Add(new(name, value.Value.ToString(CultureInfo.InvariantCulture), $"Instances, a whole number from 1 to {WasmPoolOptions.MostInstances}."));
        }

        if (command is { Min: { } least, Max: { } most } && least > most)
            found.Add(new("min", least.ToString(CultureInfo.InvariantCulture), $"Max must be at least Min; max is {most}."));
        if (!pool.HasEngine)
            found.Add(new("hostId", host.HostId, "This host runs no WebAssembly, so it has no pool.", "wrong_state"));
        if (found.Count > 0)
            return CommandRules.Reject(nameof(ScalePool), null, found);
        var config = new Dictionary<string, int>();
        if ((command.Size ?? command.Min) is { } min)
            config["min"] = min;
        if ((command.Size ?? command.Max) is { } max)
            config["max"] = max;
        return await ApplyAsync(command, config, who, cancellation).ConfigureAwait(false);
    }

    /// <param name="who">For the log; null when the caller writes it.</param>
    /// <returns><see cref="InstanceRestarted"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> RestartAsync(RestartInstance command, string? who, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        CommandRules.CheckId(command.InstanceId, "instanceId", required: true, found, reserved: false);
        if (found.Count > 0)
            return CommandRules.Reject(nameof(RestartInstance), null, found);
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var failure = await instances.SendAsync(
            command.InstanceId!, InstanceActions.Restart, command.Reason ?? "an operator asked for it", either.Token).ConfigureAwait(false);
        if (who is not null)
            Acted(who, "restart", command.InstanceId!, "running", failure ?? "restarted");
        return failure is null
            ? new InstanceRestarted { InstanceId = command.InstanceId! }
            : new CommandRejected { Command = nameof(RestartInstance), Code = "not_found", Message = failure };
    }

    private async Task<object> ApplyAsync(ScalePool command, IReadOnlyDictionary<string, int> config, string? who, CancellationToken cancellation)
    {
        var (before, others, mine) = (pool.Report(host.HostId), command.HostId != host.HostId, command.HostId is null || command.HostId == host.HostId);
        var message = others ? signature?.Sign(new { type = PoolChannel.Update, hostId = command.HostId, config }) : null;
        // Nobody may think that all hosts were told when one was.
        if (others && message is null)
            return NoKey(command.HostId);
        // Here first: what this host refuses no other is told.
        if (mine && pool.Configure(PoolChange.Read(JsonSerializer.SerializeToElement(config), [])!) is { Count: > 0 } problems)
            return CommandRules.Reject(nameof(ScalePool), null, [.. problems.Select(p => new Violation("size", JsonSerializer.Serialize(config), p))]);
        if (message is { } signed)
            await channels.PublishAsync(PoolNames.Status, signed, cancellation).ConfigureAwait(false);
        var after = pool.Report(host.HostId);
        if (who is not null)
            Acted(who, "scale", $"pool of {command.HostId ?? "every host"}", $"{before.Min}..{before.Max}", JsonSerializer.Serialize(config));
        return new PoolScaled { HostId = host.HostId, Min = after.Min, Max = after.Max, PoolSize = after.PoolSize, Told = message is not null };
    }

    private CommandRejected NoKey(string? hostId) => new()
    {
        Command = nameof(ScalePool), Code = "unavailable",
        Message = hostId is null
            ? $"The command is for every host, and this host, {host.HostId}, has no key for control messages (Control:Key), so no other would obey: nothing was changed. "
                + "Give all hosts the same key, or ask each host for its own pool."
            : $"The command is for the host {hostId}, and this host has no key for control messages: ask that host itself, or give all hosts the same key.",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Action} on {Subject}: {Before} -> {After}")]
    private partial void Acted(string who, string action, string subject, string before, string after);
}
