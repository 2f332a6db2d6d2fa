using System.Reflection;
using System.Runtime.CompilerServices;

namespace Swarm.Messaging.Crm.Tests.Hosts;

/// <summary>
/// An agent that a test kills runs the same instrumented assemblies as the test. One that was killed while it makes a file of what it covered would leave half of
/// it, and the coverage of all would be lost: so the files are made before any other process starts.
/// </summary>
internal static class CoverageFiles
{
    private static readonly string[] Assemblies = ["Swarm.Messaging.Crm", "Swarm.Messaging.Client"];

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
