using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Channels;

/// <summary>
/// Tells listeners outside. Every message is an object with <c>type</c> in front and <c>timestamp</c>, epoch ms. They may miss something, and
/// what cannot be told now is not told: nothing depends on it.
/// </summary>
internal sealed partial class Announcer(IChannels channels, TimeProvider time, ILogger<Announcer> log)
{
    /// <param name="fields">Serialises to an object; those that are null are left out.</param>
    public async Task TellAsync(string channel, string type, object fields, CancellationToken cancellation)
    {
        var message = JsonSerializer.SerializeToNode(fields, WireJson.Options)!.AsObject();
        message.Insert(0, "type", type);
        message["timestamp"] ??= time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            await channels.PublishAsync(channel, JsonSerializer.SerializeToUtf8Bytes<JsonNode>(message, WireJson.Options), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotTold(type, channel, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Type} could not be told on {Channel}: {Error}")]
    private partial void NotTold(string type, string channel, string error);
}
