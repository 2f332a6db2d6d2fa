using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>
/// Has a conflict decided that a swarm tells of by <c>conflict_detected</c>: conflict (type, swarmA, swarmB), strategy. To whomever it was sent.
/// A vote is opened and not waited for.
/// </summary>
internal sealed partial class ConflictDetectedHandler(ConflictCommandSet commands, ILogger<ConflictDetectedHandler> log) : ISystemMessageHandler
{
    public string Type => SystemMessageTypes.ConflictDetected;

    public bool NeedsReceiver => false;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var (message, payload) = (delivery.Message, delivery.Message.Payload);
        if (!payload.TryGetProperty("conflict", out var conflict) || conflict.ValueKind != JsonValueKind.Object)
        {
            NotDecided(message.Id, message.SwarmId, "It has no conflict.");
            return;
        }

        var answer = await commands.BeginAsync(
            JsonSerializer.SerializeToElement(
                new
                {
                    ConflictId = Field(conflict, "conflictId") ?? JsonSerializer.SerializeToElement(message.Id), Type = Field(conflict, "type"),
                    SwarmA = Party(conflict, "swarmA"), SwarmB = Party(conflict, "swarmB"), Strategy = Field(payload, "strategy") ?? Field(conflict, "strategy"),
                },
                WireJson.Options),
            new CommandOrigin($"swarm {message.SwarmId}", message.Id), cancellation).ConfigureAwait(false);
        if (answer is CommandRejected rejected)
            NotDecided(message.Id, message.SwarmId, rejected.Message);
    }

    /// <summary>As an object, or by its id alone.</summary>
    private static object? Party(JsonElement conflict, string name) => Field(conflict, name) switch
    {
        { ValueKind: JsonValueKind.String } id => new { Id = id },
        { } party => party,
        _ => null,
    };

    private static JsonElement? Field(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The conflict of the message {MessageId} of {SwarmId} was not decided: {Error}")]
    private partial void NotDecided(string messageId, string swarmId, string error);
}
