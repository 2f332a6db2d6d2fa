using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>The channels of recovery. Every message has <c>type</c> in front and <c>timestamp</c>, epoch ms, at its end.</summary>
internal sealed class RecoveryChannels(IChannels channels, ChannelRefusals refusals, TimeProvider time)
{
    public const string Recovery = "swarm:phase-5:wasm-recovery";
    public const string InstanceControl = "swarm:phase-5:instance-control";
    public const string Fallback = "swarm:phase-5:fallback";
    public const string Emergency = "swarm:phase-5:emergency";

    /// <param name="fields">Those that are null are left out.</param>
    public Task SendAsync(string channel, string type, object fields, CancellationToken cancellation)
    {
        var message = new JsonObject { ["type"] = type };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(fields, WireJson.Options)!.AsObject())
            message[name] = value?.DeepClone();
        message["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds();
        return channels.PublishAsync(channel, JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Options), cancellation);
    }

    /// <summary>A message that is whole already.</summary>
    public Task SendAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        channels.PublishAsync(channel, message, cancellation);

    /// <summary>What is no JSON object with a name is refused: anybody may write to a channel.</summary>
    /// <param name="name">The field that names a message there.</param>
    public Task<IAsyncDisposable> ListenAsync(string channel, string name, Func<JsonElement, Task> handler, CancellationToken cancellation) =>
        channels.SubscribeAsync(
            channel,
            async bytes =>
            {
                if (refusals.Read(channel, bytes, name) is { } message)
                    await handler(message).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>A message that is not acted on, for the log.</summary>
    public void Refuse(string channel, string field, string? value, string rule) => refusals.Add(channel, field, value, rule);

    public static string? Text(JsonElement message, string field) =>
        message.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
