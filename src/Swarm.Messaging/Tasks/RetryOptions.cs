namespace Swarm.Messaging.Tasks;

/// <summary>The presets of retry policies as tasks get them at their submission; one accepted before a change keeps what it got.</summary>
public sealed class RetryOptions
{
    public RetryPolicy Ghl { get; set; } = RetryPresets.Find("ghl")!;

    public RetryPolicy Runner { get; set; } = RetryPresets.Find("runner")!;

    public RetryPolicy Workers { get; set; } = RetryPresets.Find("workers")!;

    public RetryPolicy Wasm { get; set; } = RetryPresets.Find("wasm")!;

    internal RetryPolicy? Find(string name) => RetryPresets.Find(name) is { } preset ? Now(preset) : null;

    internal RetryPolicy ForKind(string kind) => Now(RetryPresets.ForKind(kind));

    private RetryPolicy Now(RetryPolicy preset) => preset.Preset switch
    {
        "ghl" => Ghl,
        "runner" => Runner,
        "workers" => Workers,
        "wasm" => Wasm,
        _ => preset,
    };
}
