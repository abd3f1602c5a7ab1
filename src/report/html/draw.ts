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
      .replace(/<style[\s\S]*?<\/style>/g, '');
  } finally {
    chart.dispose();
  }
}
