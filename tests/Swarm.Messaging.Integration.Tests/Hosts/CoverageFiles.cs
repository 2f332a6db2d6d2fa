using System.Reflection;
using System.Runtime.CompilerServices;

namespace Swarm.Messaging.Integration.Tests.Hosts;

/// <summary>
/// Processes that tests start run the same instrumented assemblies and add what they covered to the same files when they end. One that is
/// killed while it makes such a file would leave half of it, and the coverage of all would be lost: so they are made before any other starts.
/// Added to in place, a file stays whole.
/// </summary>
internal static class CoverageFiles
{
    private static readonly string[] Assemblies =
        ["swarm", "Swarm.Messaging", "Swarm.Messaging.Client", "Swarm.Messaging.Redis", "Swarm.Messaging.Wasmtime", "Swarm.Messaging.Worker"];

#pragma warning disable CA2255 // Not a library: the runner offers no earlier moment.
    [ModuleInitializer]
    internal static void Make()
#pragma warning restore CA2255
    {
        if (Assembly.GetEntryAssembly()?.GetName().Name != "testhost")
            return;
        foreach (var name in Assemblies)
        {
            var tracker = Assembly.Load(name).GetTypes().FirstOrDefault(t => t.Namespace == "Coverlet.Core.Instrumentation.Tracker");
            tracker?.GetMethod("UnloadModule", BindingFlags.Public | BindingFlags.Static)?.Invoke(null, [null, EventArgs.Empty]);
        }
    }
}
