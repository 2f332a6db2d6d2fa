using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Wasmtime;

/// <summary>Limits and places of the WebAssembly sandbox.</summary>
public sealed class WasmOptions
{
    public const int DefaultMemoryLimitMb = 128;

    /// <summary>The most a single attempt may ask for; above the 432 MB that memory recovery can reach.</summary>
    public const int LargestMemoryLimitMb = 1024;

    public const string DefaultCacheFolder = "data/wasm-cache";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Linear memory of one attempt, in MiB, unless its payload names another limit. Default 128.</summary>
    [Range(1, LargestMemoryLimitMb)]
    public int MemoryLimitMb { get; set; } = DefaultMemoryLimitMb;

    /// <summary>Run time of an attempt that names no timeout of its own. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "01:00:00")]
    public TimeSpan Timeout { get; set; } = DefaultTimeout;

    /// <summary>
    /// Where compiled modules are kept between runs. What lies there is executed as machine code: only this program may write to it.
    /// Default <c>data/wasm-cache</c> under the working directory.
    /// </summary>
    [Required]
    public string CacheFolder { get; set; } = DefaultCacheFolder;

    /// <summary>Where modules of your own are kept, each with its manifest; see <c>swarm modules</c>. Default none: nothing can be added.</summary>
    public string? ModuleFolder { get; set; }
}
