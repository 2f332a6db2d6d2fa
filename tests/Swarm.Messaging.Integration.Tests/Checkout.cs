using System.Runtime.CompilerServices;

namespace Swarm.Messaging.Integration.Tests;

/// <summary>The folder this test project was built from, for tests of scripts and files at the root.</summary>
internal static class Checkout
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>The command line in its own output folder: the copy beside the tests lacks what belongs to its platform.</summary>
    public static string Program { get; } = Directory.GetFiles(
        Path.Combine(Folder, "src/Swarm.Messaging.Cli/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name),
        "swarm.dll", SearchOption.AllDirectories).Single();

    private static string Here([CallerFilePath] string file = "") => file;
}
