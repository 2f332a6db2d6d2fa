using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>Tasks as clients submit them.</summary>
internal static class CrmTasks
{
    /// <summary>Urgency 2, in a session, never collected.</summary>
    public const string Unbatched = "pipeline_update";

    /// <summary>Urgency 4, in a session, collected.</summary>
    public const string Batched = "tag_add";

    public static SubmitCrmTask Of(string id, string operation, string client, object? input = null, long? timeoutMs = null) => new()
    {
        Id = JsonSerializer.SerializeToElement(id),
        Operation = operation,
        ClientId = client,
        Input = JsonSerializer.SerializeToElement(input ?? new { note = "an input of about one hundred bytes, as small operations of a CRM have it" }),
        Constraints = timeoutMs is { } ms ? new CrmConstraints { TimeoutAfter = ms } : null,
    };
}
