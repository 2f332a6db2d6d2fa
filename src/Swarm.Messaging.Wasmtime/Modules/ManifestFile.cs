using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>
/// A manifest as <c>name.json</c> beside <c>name.wasm</c>:
/// <c>{ "sha256": "...", "pairs": ["js:analyze"], "memoryLimitMb"?: 64, "timeoutMs"?: 5000 }</c>.
/// </summary>
internal sealed record ManifestFile(
    string Sha256, IReadOnlyList<string> Pairs, int? MemoryLimitMb = null, long? TimeoutMs = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static ManifestFile Of(ModuleManifest manifest) => new(
        manifest.Hash, [.. manifest.Pairs.Select(pair => pair.ToString())], manifest.MemoryLimitMb, (long?)manifest.Timeout?.TotalMilliseconds);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Null, with the reason, when the file is not what it should be.</summary>
    public static ModuleManifest? Read(string name, ReadOnlySpan<byte> bytes, out string? problem)
    {
        problem = null;
        try
        {
            var file = JsonSerializer.Deserialize<ManifestFile>(bytes, Json)!;
            var pairs = file.Pairs.Select(ModulePair.Parse).ToList();
            if (pairs.Contains(null))
                problem = $"'{file.Pairs[pairs.IndexOf(null)]}' is not {ModulePair.Rule}.";
            else if (file.TimeoutMs is <= 0)
                problem = "timeoutMs must be above 0.";
            else if (file.MemoryLimitMb is <= 0 or > WasmOptions.LargestMemoryLimitMb)
                problem = $"memoryLimitMb must be from 1 to {WasmOptions.LargestMemoryLimitMb}.";
            return problem is not null ? null : new ModuleManifest(
                name, GuestProtocol.Command, pairs!, file.Sha256, file.MemoryLimitMb,
                file.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null);
        }
        catch (JsonException broken)
        {
            problem = $"its manifest cannot be read: {broken.Message}";
            return null;
        }
    }
}
