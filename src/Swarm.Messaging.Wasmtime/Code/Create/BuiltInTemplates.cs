using System.Collections.Frozen;

namespace Swarm.Messaging.Wasmtime.Code.Create;

/// <summary>The files of Templates/, <c>language/name</c>, from inside of this assembly.</summary>
internal static class BuiltInTemplates
{
    private const string Folder = "templates/";

    private static readonly FrozenDictionary<string, string> Texts = typeof(BuiltInTemplates).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..].Replace('\\', '/'), Read, StringComparer.Ordinal);

    public static IEnumerable<string> Of(string language) => Texts.Keys
        .Where(key => key.StartsWith($"{language}/", StringComparison.Ordinal)).Select(key => key[(language.Length + 1)..]).Order(StringComparer.Ordinal);

    public static string? Find(string language, string name) => Texts.GetValueOrDefault($"{language}/{name}");

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
