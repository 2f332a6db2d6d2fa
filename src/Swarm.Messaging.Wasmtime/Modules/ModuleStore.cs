using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>The modules of this process by name: the shipped ones and those of the operator's folder, each loaded once.</summary>
internal sealed class ModuleStore : IDisposable
{
    public const string TreeSitter = "tree-sitter";

    private readonly ConcurrentDictionary<string, WasmModule> _loaded = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private readonly ModuleCache _cache;

    public ModuleStore(WasmEngine engine, IOptions<WasmOptions> options)
    {
        _cache = new ModuleCache(engine.Engine, Path.GetFullPath(options.Value.CacheFolder), SandboxConfig.Fingerprint);
        Folder = new ModuleFolder(options.Value.ModuleFolder);
    }

    public ModuleFolder Folder { get; }

    public IEnumerable<string> Names => Folder.Names.Prepend(TreeSitter).Distinct(StringComparer.Ordinal);

    /// <summary>Blocks while it compiles, so call it on a thread of your own.</summary>
    /// <exception cref="ModuleLoadException">Unknown, damaged or not WebAssembly.</exception>
    public WasmModule Load(string name, CancellationToken cancellation)
    {
        if (_loaded.TryGetValue(name, out var known))
            return known;
        cancellation.ThrowIfCancellationRequested();
        lock (_loading) // compiling uses every core already: a second one at the same time gains nothing
            return _loaded.GetOrAdd(name, Read);
    }

    public void Dispose()
    {
        foreach (var module in _loaded.Values)
            module.Module.Dispose();
    }

    // A file in the folder cannot take the place of a shipped module.
    private WasmModule Read(string name)
    {
        if (name == TreeSitter)
            return new WasmModule(name, _cache.Get(name, ShippedModule.Hash(name), () => ShippedModule.Read(name)));
        var bytes = Folder.Read(name);
        return new WasmModule(name, _cache.Get(name, Convert.ToHexStringLower(SHA256.HashData(bytes)), () => bytes));
    }
}
