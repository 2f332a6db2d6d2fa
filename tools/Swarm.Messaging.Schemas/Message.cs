using System.Text.Json;

namespace Swarm.Messaging.Schemas;

/// <param name="Sample">An instance with everything that usually stands in one.</param>
internal sealed record Message(object Sample)
{
    public Type Type => Sample.GetType();

    public string Name => Type.Name;

    /// <summary>Kebab case.</summary>
    public string FileName => JsonNamingPolicy.KebabCaseLower.ConvertName(Name) + ".json";
}
