namespace Swarm.Messaging.Tasks;

/// <summary>The named retry policies and the kinds that use them by default.</summary>
internal static class RetryPresets
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, RetryPolicy> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ghl"] = new("ghl", 4, OneSecond, 2, TimeSpan.FromSeconds(32)),
        ["runner"] = new("runner", 5, OneSecond, 2, TimeSpan.FromSeconds(16), Jitter: 0.25),
        ["workers"] = new("workers", 4, OneSecond, 2, TimeSpan.FromSeconds(30)),
        ["wasm"] = new("wasm", 4, OneSecond, 2, TimeSpan.FromSeconds(30), ImmediateFirst: true, ByClass: true),
        ["none"] = new("none", 1, OneSecond, 1, OneSecond),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static RetryPolicy? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>code: wasm; ghl: ghl; process: workers; everything else: runner.</summary>
    public static RetryPolicy ForKind(string kind) => kind switch
    {
        "code" => ByName["wasm"],
        "ghl" => ByName["ghl"],
        "process" => ByName["workers"],
        _ => ByName["runner"],
    };
}
