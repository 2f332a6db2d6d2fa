namespace Swarm.Messaging.Tasks;

/// <summary>The presets of retry policies as tasks get them at their submission; one accepted before a change keeps what it got.</summary>
public sealed class RetryOptions
{
    public RetryPolicy Ghl { get; set; } = Own("ghl");

    public RetryPolicy Runner { get; set; } = Own("runner");

    public RetryPolicy Workers { get; set; } = Own("workers");

    public RetryPolicy Wasm { get; set; } = Own("wasm");

    internal RetryPolicy? Find(string name) => RetryPresets.Find(name) is { } preset ? Now(preset) : null;

    internal RetryPolicy ForKind(string kind) => Now(RetryPresets.ForKind(kind));

    /// <summary>A copy: settings are read into it.</summary>
    private static RetryPolicy Own(string preset) => RetryPresets.Find(preset)! with { };

    private RetryPolicy Now(RetryPolicy preset) => preset.Preset switch
    {
        "ghl" => Ghl,
        "runner" => Runner,
        "workers" => Workers,
        "wasm" => Wasm,
        _ => preset,
    };
}
