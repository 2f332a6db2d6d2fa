using System.Reflection;
using System.Runtime.InteropServices;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>
/// Pulley, the interpreter inside of Wasmtime: modules become its byte code instead of machine code. Twelve times slower in a tight
/// loop, and nothing of the machine's own code generator takes part. The .NET library does not offer the choice of a target; its
/// native library does.
/// </summary>
internal static class Interpreter
{
    /// <summary>Ends in 0, as C wants it.</summary>
    private static readonly byte[] Target = "pulley64\0"u8.ToArray();

    private static readonly PropertyInfo? NativeHandle = typeof(Config).GetProperty("NativeHandle", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <exception cref="NotSupportedException">This version of Wasmtime has none.</exception>
    public static Config WithInterpreter(this Config config)
    {
        if (NativeHandle?.GetValue(config) is not SafeHandle handle)
            throw new NotSupportedException("This version of the Wasmtime library does not show its native configuration; the interpreter cannot be chosen.");
        if (SetTarget(handle, Target) is not 0 and var error)
        {
            DeleteError(error);
            throw new NotSupportedException($"This build of Wasmtime has no target pulley64: it comes without an interpreter.");
        }

        return config;
    }

    [DllImport("wasmtime", EntryPoint = "wasmtime_config_target_set")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern nint SetTarget(SafeHandle config, byte[] target);

    [DllImport("wasmtime", EntryPoint = "wasmtime_error_delete")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern void DeleteError(nint error);
}
