using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Tests.Wasm.Recovery;

/// <summary>The real classifier and ladder, as a host registers them.</summary>
internal static class Ladders
{
    public static ServiceProvider Services(Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        more?.Invoke(services);
        return services.AddRecoveryLadder().BuildServiceProvider();
    }

    public static IRecoveryLadder Ladder(Action<IServiceCollection>? more = null) => Services(more).GetRequiredService<IRecoveryLadder>();

    public static ErrorClassifier Classifier(Action<RecoveryOptions>? configure = null) =>
        Services(s => s.Configure<RecoveryOptions>(o => configure?.Invoke(o))).GetRequiredService<ErrorClassifier>();
}
