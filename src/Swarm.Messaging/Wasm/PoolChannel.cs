using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Wasm;

/// <summary>
/// What others say on the pool's channel: <c>pool_config_update</c> <c>{config, hostId?}</c> is taken when it is signed; <c>instance_requested</c>
/// and everything else there changes nothing.
/// </summary>
internal sealed partial class PoolChannel(
    InstancePool pool, IChannels channels, ChannelRefusals refusals, IEnumerable<IControlSignature> signatures, HostIdentity host, ILogger<PoolChannel> log)
    : IHostedService, IAsyncDisposable
{
    public const string Update = "pool_config_update";

    private readonly IControlSignature? signature = signatures.SingleOrDefault();
    private IAsyncDisposable? subscription;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (pool.HasEngine)
            subscription = await channels.SubscribeAsync(PoolNames.Status, HearAsync, cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref subscription, null) is { } open)
            await open.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HearAsync(ReadOnlyMemory<byte> bytes)
    {
        if (refusals.Read(PoolNames.Status, bytes) is not { } said || Text(said, "type") != Update)
            return;
        if (signature is null)
        {
            Refused("this host has no key for control messages");
            return;
        }

        if (await signature.AcceptAsync(bytes, PoolNames.Status, CancellationToken.None).ConfigureAwait(false) is not { } message
            || (Text(message, "hostId") is { } meant && meant != host.HostId))
            return;
        var found = new List<Violation>();
        var config = Config(message);
        var change = PoolChange.Read(config, found);
        IReadOnlyList<string> problems = change is null ? [.. found.Select(f => $"{f.Field} is {f.Value}: {f.Rule}")] : pool.Configure(change);
        if (problems.Count > 0)
            Refused(string.Join(" ", problems));
        else
            Changed(config.GetRawText());
    }

    // In an object of their own, or beside what every control message has.
    private static JsonElement Config(JsonElement message)
    {
        if (message.TryGetProperty("config", out var config))
            return config;
        string[] every = ["type", "hostId", "timestamp", "nonce", "signature"];
        return JsonSerializer.SerializeToElement(JsonFieldMap.Of(message).Where(f => !every.Contains(f.Key)).ToDictionary());
    }

    private static string? Text(JsonElement message, string field) =>
        message.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A pool_config_update was refused and changed nothing: {Reason}")]
    private partial void Refused(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The limits of the WASM pool were changed by a pool_config_update: {Config}")]
    private partial void Changed(string config);
}
