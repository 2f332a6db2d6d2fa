using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>
/// The installed modules and the pairs they declare. A shipped module comes before an operator's own, so that adding one never changes
/// what other people's tasks get; a task names the other by <c>"module"</c>. The folder is looked at again when it has changed.
/// </summary>
internal sealed class ModuleCatalog(IOptions<WasmOptions> options) : ICodePairs
{
    private readonly Lock _reading = new();
    private volatile Snapshot _snapshot = new(null, [], [], []);

    public ModuleFolder Folder { get; } = new(options.Value.ModuleFolder);

    /// <summary>All that can run: the shipped ones, then the others by name.</summary>
    public IReadOnlyList<ModuleManifest> List() => Now().Modules;

    /// <summary>Manifests in the folder that are of no use, and why.</summary>
    public IReadOnlyList<(string Name, string Problem)> Problems() => Now().Problems;

    public IReadOnlyList<string> Pairs => Now().Pairs;

    public bool Declares(string fileType, string operation) => Find(fileType, operation) is not null;

    public ModuleManifest? Find(string fileType, string operation) =>
        Now().Modules.FirstOrDefault(module => module.Declares(fileType, operation));

    public ModuleManifest? Find(string name) => Now().Modules.FirstOrDefault(module => module.Name == name);

    /// <summary>After a change of our own: two within one tick of the file system's clock look like one.</summary>
    public void Refresh() => _snapshot = new(null, [], [], []);

    /// <summary>For a name that <see cref="Find(string)"/> does not know: a sentence that says what to do.</summary>
    public string WhyUnknown(string name)
    {
        if (Now().Problems.FirstOrDefault(one => one.Name == name) is { Problem: { } problem })
            return $"is in the module folder, but {problem}";
        if (!Folder.Holds(name))
            return $"is not an installed module (a name has {ModuleFolder.NameRule}). Known: {string.Join(", ", List().Select(module => module.Name))}.";
        return Folder.BeginsAsWebAssembly(name)
            ? "is in the module folder without a manifest; add it with its pairs: swarm modules add."
            : "is in the module folder but is no WebAssembly: it does not begin with the bytes 00 61 73 6d. Add the compiled module: swarm modules add.";
    }

    // Asked for every submission: one look at the folder's time, nothing is read while it is the same.
    private Snapshot Now()
    {
        var version = Folder.Version;
        if (_snapshot.Version == version)
            return _snapshot;
        lock (_reading)
        {
            if (_snapshot.Version == version)
                return _snapshot;
            var found = Folder.Read().ToList();
            // A file cannot take the place of a shipped module.
            var own = found.Select(one => one.Manifest).OfType<ModuleManifest>().Where(one => ShippedModules.All.All(shipped => shipped.Name != one.Name));
            List<ModuleManifest> modules = [.. ShippedModules.All, .. own];
            _snapshot = new Snapshot(
                version, modules, [.. found.Where(one => one.Problem is not null).Select(one => (one.Name, one.Problem!))],
                [.. modules.SelectMany(one => one.Pairs).Select(pair => pair.ToString()).Distinct().Order(StringComparer.Ordinal)]);
            return _snapshot;
        }
    }

    private sealed record Snapshot(
        DateTime? Version, IReadOnlyList<ModuleManifest> Modules, IReadOnlyList<(string Name, string Problem)> Problems, IReadOnlyList<string> Pairs);
}
