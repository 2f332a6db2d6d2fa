using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>
/// A swarm asks the leader, or any other, for resources by the message <c>resource_allocation_request</c>: resourceType, amount, swarmId (default the
/// sender), requestId. The answer is a <c>response</c>. Handled twice it allocates once: the message decides the allocation's id.
/// </summary>
internal sealed class AllocationRequestHandler(ResourceCommandSet commands, SystemAnswers answers) : ISystemMessageHandler
{
    public const string TypeName = SystemMessageTypes.AllocationRequest;

    public string Type => TypeName;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var (message, payload) = (delivery.Message, delivery.Message.Payload);
        var answer = await commands.HandleAsync(
            nameof(AllocateResource),
            JsonSerializer.SerializeToElement(
                new
                {
                    ResourceType = Field(payload, "resourceType"),
                    SwarmId = Field(payload, "swarmId") ?? JsonSerializer.SerializeToElement(message.SwarmId),
                    Amount = Field(payload, "amount"),
                    AllocationId = Field(payload, "allocationId") ?? JsonSerializer.SerializeToElement(IdOf(message)),
                },
                WireJson.Options),
            new CommandOrigin($"swarm {message.SwarmId}", message.Id),
            cancellation).ConfigureAwait(false);
        await (answer is CommandRejected rejected ? answers.RefuseAsync(delivery, rejected, cancellation) : answers.AnswerAsync(delivery, answer, cancellation)).ConfigureAwait(false);
    }

    private static string IdOf(SwarmMessage message) =>
        $"m-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{message.SwarmId}:{message.Id}")))[..32]}";

    private static JsonElement? Field(JsonElement payload, string name) => payload.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
