using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Coordination;

/// <summary>Tells listeners. They may miss something, and what cannot be told now is not told: the statistics do not depend on it.</summary>
internal sealed partial class CoordinationChannel(IChannels channels, TimeProvider time, ILogger<CoordinationChannel> log)
{
    public async Task TellAsync(ChannelNews news, CancellationToken cancellation)
    {
        var json = JsonSerializer.SerializeToNode(news.Fields, WireJson.Options)!.AsObject();
        json.Insert(0, "type", news.Type);
        json["timestamp"] ??= time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            await channels.PublishAsync(news.Channel, JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, WireJson.Options), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotTold(news.Type, news.Channel, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Type} could not be told on {Channel}: {Error}")]
    private partial void NotTold(string type, string channel, string error);
}
