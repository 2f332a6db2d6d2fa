using System.Text.Json;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>How a request to a swarm ended. A closed set.</summary>
public abstract record SwarmReply
{
    private SwarmReply()
    {
    }

    /// <param name="Data">Undefined when the answer has none.</param>
    public sealed record Answered(JsonElement Data) : SwarmReply
    {
        /// <summary>The answer as a type of yours; property names are camelCase in JSON.</summary>
        /// <exception cref="JsonException">It has another shape.</exception>
        public T? As<T>() => Data.ValueKind == JsonValueKind.Undefined ? default : Data.Deserialize<T>(JsonSerializerOptions.Web);
    }

    /// <param name="Code">timeout, stopped (this process), failed (its handler threw, or there is none), or why it could not be sent.</param>
    public sealed record Rejected(string Code, string Message) : SwarmReply;
}
