using System.Text.Encodings.Web;
using System.Text.Json;

namespace Swarm.Messaging.Worker.Running;

internal static class WorkerJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
