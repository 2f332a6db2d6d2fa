using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Agents;

/// <summary>An agent's document in <c>swarm:agents</c> that an outside program wrote, as the registration that it means.</summary>
internal static class AgentDocument
{
    public static RegisterAgent? Read(string id, ReadOnlyMemory<byte> document, List<Violation> found)
    {
        var parsed = ParsedBody.Of(document);
        if (parsed.Malformed is { } why)
        {
            found.Add(new($"{AgentProjection.Key}.{id}", PayloadRules.Cut(System.Text.Encoding.UTF8.GetString(document.Span[..Math.Min(document.Length, 200)])), why));
            return null;
        }

        var fields = new JsonFields(parsed.Message, "", found);
        var capabilities = fields.Object("capabilities");
        return new RegisterAgent
        {
            AgentId = id,
            Type = fields.Text("type"),
            MaxCapacity = fields.Small("maxCapacity"),
            Capabilities = new AgentCapabilities
            {
                FileTypes = NotEmpty(capabilities?.Texts("fileTypes")),
                Operations = NotEmpty(capabilities?.Texts("operations")),
                Specializations = NotEmpty(capabilities?.Texts("specializations")),
            },
        };
    }

    // Written by somebody who has no list to give.
    private static IReadOnlyList<string>? NotEmpty(IReadOnlyList<string>? list) => list is { Count: 0 } ? null : list;
}
