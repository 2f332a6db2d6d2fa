using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Messaging.Bus;

/// <summary>How messages look to everybody: camelCase, nothing written that is null.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Of answers, also deeper than what is taken today: what was stored before its depth had a bound is shown, and hides nothing else.</summary>
    public static JsonSerializerOptions Answers { get; } = new(Options) { MaxDepth = 128 };
}
