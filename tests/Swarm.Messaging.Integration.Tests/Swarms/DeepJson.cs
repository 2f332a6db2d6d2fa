using System.Text.Json;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>JSON of so many levels, for bodies that are refused or carried by their depth.</summary>
internal static class DeepJson
{
    public static string Text(int levels) => string.Concat(Enumerable.Repeat("{\"x\":", levels)) + "1" + new string('}', levels);

    public static JsonElement Of(int levels) => JsonElement.Parse(Text(levels));
}
