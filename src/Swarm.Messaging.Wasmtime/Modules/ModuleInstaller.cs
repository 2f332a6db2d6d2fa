using System.Security.Cryptography;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>Adds and removes an operator's own modules. What is added has been compiled and is pinned by its hash.</summary>
internal sealed class ModuleInstaller(WasmEngine engine, ModuleCatalog catalog)
{
    public const int MostBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    /// <summary>The manifest, or null with everything that speaks against it. Compiles, so it may take a second.</summary>
    public ModuleManifest? Add(ModuleAddition addition, List<Violation> violations)
    {
        CheckName(addition.Name, violations);
        var pairs = ReadPairs(addition.Pairs, violations);
        if (addition.MemoryLimitMb is { } memory and (< 1 or > WasmOptions.LargestMemoryLimitMb))
            violations.Add(new Violation("memoryMb", $"{memory}", $"must be a whole number from 1 to {WasmOptions.LargestMemoryLimitMb}.", "out_of_range"));
        if (addition.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > LongestTimeout))
            violations.Add(new Violation("timeoutMs", $"{timeout.TotalMilliseconds:0}", "must be above 0 and at most an hour.", "out_of_range"));
        CheckModule(addition.Bytes, violations);
        if (violations.Count > 0)
            return null;

        var manifest = new ModuleManifest(
            addition.Name, GuestProtocol.Command, pairs, Convert.ToHexStringLower(SHA256.HashData(addition.Bytes)),
            addition.MemoryLimitMb, addition.Timeout);
        catalog.Folder.Save(manifest, addition.Bytes);
        catalog.Refresh();
        return manifest;
    }

    /// <summary>Null when there is no such module of an operator's own.</summary>
    public ModuleManifest? Remove(string name)
    {
        if (catalog.Find(name) is not { IsShipped: false } manifest)
            return null;
        catalog.Folder.Delete(name);
        catalog.Refresh();
        return manifest;
    }

    private void CheckName(string name, List<Violation> violations)
    {
        if (catalog.Folder.Path is null)
            violations.Add(new Violation("name", name, "cannot be added: this host has no module folder. Set Wasm:ModuleFolder.", "no_module_folder"));
        if (!ModuleFolder.IsName(name))
            violations.Add(new Violation("name", PayloadRules.Cut(name), $"must have {ModuleFolder.NameRule}.", "invalid_name"));
        else if (ShippedModules.All.Any(shipped => shipped.Name == name))
            violations.Add(new Violation("name", name, "is the name of a shipped module; choose another.", "name_taken"));
    }

    private static List<ModulePair> ReadPairs(IReadOnlyList<string> texts, List<Violation> violations)
    {
        var pairs = new List<ModulePair>();
        foreach (var text in texts)
        {
            if (ModulePair.Parse(text) is not { } pair)
                violations.Add(new Violation(
                    "pairs", PayloadRules.Cut(text),
                    $"must be {ModulePair.Rule}. File types: {Code.CodeLanguages.Known}. Operations: {string.Join(", ", Code.CodeOperations.Names)}.", "unknown_pair"));
            else if (!pairs.Contains(pair))
                pairs.Add(pair);
        }

        if (texts.Count == 0)
            violations.Add(new Violation("pairs", null, $"is required: at least one of {ModulePair.Rule}.", "missing_field"));
        return pairs;
    }

    private static string Beginning(byte[] bytes) => bytes.Length == 0 ? "no bytes" : $"{bytes.Length} bytes, {Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 4)))}...";

    private void CheckModule(byte[] bytes, List<Violation> violations)
    {
        if (!ModuleFolder.IsWebAssembly(bytes))
        {
            violations.Add(new Violation("module", Beginning(bytes), "is no WebAssembly: it does not begin with the bytes 00 61 73 6d.", "not_webassembly"));
            return;
        }

        try
        {
            using var module = Module.FromBytes(engine.Engine, "addition", bytes);
            violations.AddRange(CommandRules.Check(module, engine));
        }
        catch (WasmtimeException refused)
        {
            violations.Add(new Violation("module", $"{bytes.Length} bytes", $"is not valid WebAssembly for this sandbox: {refused.Message.ReplaceLineEndings(" ").Trim()}", "invalid_module"));
        }
    }
}
