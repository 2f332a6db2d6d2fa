using System.Text.Json;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm.Recovery.Actions;

/// <summary>The instance's health key must say that it is healthy.</summary>
internal sealed class ValidateState(ISharedDocuments documents) : IRecoveryAction
{
    private const string Healthy = "healthy";

    public string Name => RecoveryActions.ValidateState;

    public async Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation)
    {
        if (context.InstanceId is not { } id)
            return ActionResult.Failed("The failure names no instance whose state could be looked at.");
        if (await documents.GetAsync(InstanceKeys.Health(id), cancellation).ConfigureAwait(false) is not { } health)
            return ActionResult.Failed($"Nothing is known of the health of the instance {id}: it is gone.");
        var status = Status(health.Span);
        return status == Healthy ? ActionResult.Done : ActionResult.Failed($"The instance {id} is '{status}', not healthy.");
    }

    private static string? Status(ReadOnlySpan<byte> json)
    {
        try
        {
            var health = JsonElement.Parse(json);
            return health.ValueKind == JsonValueKind.Object ? RecoveryChannels.Text(health, "status") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
