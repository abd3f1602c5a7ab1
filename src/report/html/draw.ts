// The only file that knows ECharts. It is large, so it is imported only when a picture is drawn (./figure.ts).
import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from './charts/chart.ts';

echarts.use([BarChart, CustomChart, LineChart, GridComponent, MarkAreaComponent, SVGRenderer]);

/** An SVG that scales to the width of where it stands. Colours in it are variables of the page (./css.ts). */
export function draw({ option, width, height }: Chart): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
    // What the picture says is said beside it in words (./figure.ts).
    return chart
      .renderToSVGString({ useViewBox: true })
      .replace('<svg ', '<svg aria-hidden="true" focusable="false" ')
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/<[^>]+>/g, (tag) => tag.replace(NEEDLESS, ''))
      .replace(/><\/(path|rect|polygon|circle)>/g, '/>');
  } finally {
    chart.dispose();
  }
}

/** A third of the drawing: what only a script would read, and the font that the page gives to all pictures (./css.ts). */
const NEEDLESS =
  / (?:ecmeta_\w+|class|pointer-events|xml:space|baseProfile|version|xmlns:xlink)="[^"]*"| style="font-size:12px;font-family:(?:sans-serif|inherit);"|font-family:(?:sans-serif|inherit);/g;
